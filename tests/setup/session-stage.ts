import type { Browser } from 'playwright-core';
import { readEnv } from '~/platform/env';
import { createServices, type Services } from '~/platform/services';
import { makeAccount, TEST_PASSWORD } from '../factories/accounts';
import { makeClassroom } from '../factories/attendance';
import { launchBrowser, openVisit, type VisitOptions } from './browser';
import { type Stack, startStack } from './stack';

export interface SessionStage {
  stack: Stack;
  browser: Browser;
  services: Services;
  sessionId: number;
  memberIds: number[];
  visit(username: string, options?: VisitOptions): ReturnType<typeof openVisit>;
  close(): Promise<void>;
}

/** A running web process with one session of an open campaign: members `hoc.0`, `hoc.1`, organiser `to.chuc`, all with the test password. */
export async function openSessionStage(): Promise<SessionStage> {
  const [stack, browser] = await Promise.all([startStack({ demo: false, names: ['web'] }), launchBrowser()]);
  const services = createServices(readEnv(stack.env), 'test');
  const room = await makeClassroom(services.db, { members: 2 });
  for (const [i, memberId] of room.memberIds.entries()) {
    await makeAccount(services, { username: `hoc.${i}`, memberId });
  }
  const unit = { id: room.unitId, path: room.unitPath } as never;
  await makeAccount(services, { username: 'to.chuc', grants: [['ORGANISER', unit]] });
  return {
    ...{ stack, browser, services, sessionId: room.sessionIds[0] ?? 0, memberIds: room.memberIds },
    visit: (username, options = {}) =>
      openVisit({ browser, stack }, { timeout: 15_000, ...options, username, password: TEST_PASSWORD }),
    async close() {
      await browser.close();
      await services.close();
      await stack.stop();
    },
  };
}
