import type { CommanderError } from 'commander';

/** The word commander quotes in its message: the command, option or argument that it is about. */
const quoted = (message: string) => /'([^']*)'/.exec(message)?.[1] ?? '';

const HELP = 'Thêm --help để xem cách dùng.';

/** What a person typed wrong, in Vietnamese; commander itself only knows English. */
export function usageText({ code, message }: Pick<CommanderError, 'code' | 'message'>): string {
  const word = quoted(message);
  switch (code) {
    case 'commander.unknownCommand':
      return `Không có lệnh “${word}”. ${HELP}`;
    case 'commander.unknownOption':
      return `Không có lựa chọn “${word}”. ${HELP}`;
    case 'commander.missingArgument':
      return `Thiếu “${word}” sau tên lệnh. ${HELP}`;
    case 'commander.excessArguments':
      return `Thừa tham số sau tên lệnh. ${HELP}`;
    case 'commander.missingMandatoryOptionValue':
      return `Thiếu lựa chọn bắt buộc “${word}”. ${HELP}`;
    case 'commander.optionMissingArgument':
      return `Lựa chọn “${word}” cần một giá trị đi kèm. ${HELP}`;
    case 'commander.help':
      return `Hãy ghi rõ lệnh cần chạy. ${HELP}`;
    default:
      return `Không hiểu lệnh này (${message}). ${HELP}`;
  }
}
