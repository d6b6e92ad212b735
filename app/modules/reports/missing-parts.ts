/** What a member has and has not done, in the terms of the campaign's rules. */
export interface RequirementState {
  ways: readonly number[];
  sessionCount: number;
  quizRequired: boolean;
  quizScore: number | null;
  quizPassed: boolean;
  paperRequired: boolean;
  paperDone: boolean;
}

/** What is missing, in words for a list: `chưa học buổi 2, 3`, `trắc nghiệm chưa đạt`, `chưa nộp bài thu hoạch`. */
export function missingParts(state: RequirementState): string[] {
  const parts: string[] = [];
  const sessions = Array.from({ length: state.sessionCount }, (_, i) => i + 1).filter((n) => !state.ways[n - 1]);
  if (sessions.length > 0) parts.push(`chưa học buổi ${sessions.join(', ')}`);
  if (state.quizRequired && !state.quizPassed) {
    parts.push(state.quizScore === null ? 'chưa làm bài trắc nghiệm' : 'trắc nghiệm chưa đạt');
  }
  if (state.paperRequired && !state.paperDone) parts.push('chưa nộp bài thu hoạch');
  return parts;
}
