import { readFileSync } from 'node:fs';
import path from 'node:path';
import { importBank } from '~/modules/quizzes/import-bank.server';
import type { PrismaClient } from '~/platform/db';
import type { Classroom } from './attendance';

export const SAMPLE_BANK = readFileSync(path.resolve('content/questions.gift'));

interface QuizOptions {
  gift?: string;
  questionCount?: number;
  attempts?: number;
  minutes?: number;
  passMark?: number;
  afterCoverage?: boolean;
  closesAt?: Date;
  opensAt?: Date;
}

/** A bank (the sample one unless `gift` is given) and the quiz of the classroom's campaign drawn from it. */
export async function makeQuiz(db: PrismaClient, room: Classroom, options: QuizOptions = {}) {
  const { gift, ...quiz } = options;
  const code = `bank-${room.campaignCode}`;
  await importBank(
    {
      bytes: gift === undefined ? SAMPLE_BANK : new TextEncoder().encode(gift),
      code,
      title: '',
      unitCode: room.campaignCode,
      dryRun: false,
      actor: { system: 'test' },
    },
    db,
  );
  const bank = await db.questionBank.findUniqueOrThrow({ where: { code } });
  return db.quiz.create({ data: { campaignId: room.campaignId, bankId: bank.id, afterCoverage: false, ...quiz } });
}
