import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { readEnv } from '~/platform/env';
import { AppError } from '~/platform/errors';
import { createServices, type Services } from '~/platform/services';

/** What a command gets: connections made on first use, one way to print, and the name that goes into the audit log. */
export interface CliContext {
  services(): Services;
  /** One JSON document with --json, else the text for people. */
  print(result: unknown, text: string): void;
  /** Something worth saying while work goes on; standard error, so that --json stays clean. */
  note(text: string): void;
  /** A file or folder the person named, relative to where they stand. @throws AppError when it is not there */
  path(given: string): string;
  /** The same, and it is a file. */
  file(given: string): string;
  actor: { system: string };
}

/** Adds a module's commands to the program. */
export type RegisterCommands = (program: Command, context: CliContext) => void;

export function createContext(program: Command): CliContext & { close(): Promise<void> } {
  let services: Services | undefined;
  const locate = (given: string) => {
    const full = path.resolve(process.env.DIEMCAU_CWD ?? process.cwd(), given);
    if (!existsSync(full))
      throw new AppError('invalid', 'NO_SUCH_FILE', 'Không có tệp hoặc thư mục {{path}}.', { path: given });
    return full;
  };
  return {
    services() {
      services ??= createServices(readEnv(), 'cli');
      return services;
    },
    print(result, text) {
      const json = program.opts<{ json?: boolean }>().json;
      process.stdout.write(
        json
          ? `${JSON.stringify(result, (_key, value) => (typeof value === 'bigint' ? Number(value) : value))}\n`
          : `${text}\n`,
      );
    },
    note(text) {
      process.stderr.write(`${text}\n`);
    },
    path: locate,
    file(given) {
      const full = locate(given);
      if (!statSync(full).isFile())
        throw new AppError('invalid', 'NOT_A_FILE', '{{path}} là một thư mục; lệnh này cần một tệp.', { path: given });
      return full;
    },
    actor: { system: 'Dòng lệnh' },
    close: async () => services?.close(),
  };
}
