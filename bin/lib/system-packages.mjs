import { spawnSync } from 'node:child_process';
import { Failure } from './failure.mjs';

const runs = (command, ...args) => spawnSync(command, args, { stdio: 'ignore' }).status === 0;

/** Debian keeps it where only root's PATH looks. */
export function nginxCommand() {
  return ['nginx', '/usr/sbin/nginx'].find((name) => runs(name, '-v'));
}

/** Programs outside npm: how to see that one is there, and what it is called in each package manager. */
const programs = {
  redis: {
    found: () => runs('redis-server', '--version') || runs('valkey-server', '--version'),
    apt: 'redis-server',
    brew: 'redis',
  },
  ffmpeg: { found: () => runs('ffmpeg', '-version') && runs('ffprobe', '-version'), apt: 'ffmpeg', brew: 'ffmpeg' },
  nginx: { found: () => nginxCommand() !== undefined, apt: 'nginx', brew: 'nginx' },
  chromium: {
    found: () => ['chromium', 'chromium-browser', 'google-chrome'].some((name) => runs(name, '--version')),
    apt: 'chromium',
    brew: '--cask chromium',
  },
  poppler: { found: () => runs('pdftotext', '-v'), apt: 'poppler-utils', brew: 'poppler' },
  libreoffice: {
    found: () => runs('soffice', '--version'),
    apt: 'libreoffice-writer-nogui libreoffice-calc-nogui',
    brew: '--cask libreoffice',
  },
};

/** Installs what is missing of the named programs. @throws Failure with the exact line to run when we cannot */
export function installSystemPackages(names) {
  const missing = names.filter((name) => !programs[name].found());
  if (missing.length === 0) return;
  const line = installLine(missing);
  if (!line)
    throw new Failure(
      `Missing programs: ${missing.join(', ')}. Install them with this system's package manager and start again.`,
    );
  const may =
    process.getuid?.() === 0 ||
    process.platform === 'darwin' ||
    runs('sudo', '-n', 'true') ||
    (process.stdin.isTTY && runs('which', 'sudo'));
  const asRoot =
    process.getuid?.() === 0 || process.platform === 'darwin' ? line : line.replaceAll('apt-get', 'sudo apt-get');
  if (!may) throw new Failure(`Missing programs: ${missing.join(', ')}. Run this, then start again:  ${asRoot}`);
  console.log(`Installing ${missing.join(', ')}: ${asRoot}`);
  const result = spawnSync('/bin/sh', ['-c', asRoot], {
    stdio: ['inherit', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  const still = missing.filter((name) => !programs[name].found());
  if (result.status !== 0 || still.length > 0)
    throw new Failure(
      `Could not install ${(still.length > 0 ? still : missing).join(', ')}. Run this yourself, then start again:  ${asRoot}`,
    );
}

function installLine(missing) {
  if (process.platform === 'darwin')
    return runs('brew', '--version')
      ? missing.map((name) => `brew install ${programs[name].brew}`).join(' && ')
      : undefined;
  if (runs('apt-get', '--version'))
    return `apt-get update -qq && apt-get install -y -qq --no-install-recommends ${missing.map((name) => programs[name].apt).join(' ')}`;
  return undefined;
}
