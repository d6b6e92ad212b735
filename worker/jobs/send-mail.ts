import { createTransport } from 'nodemailer';
import type { z } from 'zod';
import { deliverMail } from '~/modules/notices/deliver-mail.server';
import { sendMailJob } from '~/modules/notices/jobs';
import { AppError } from '~/platform/errors';
import type { JobRun } from './index';

const TIMEOUT_MS = 20_000;

export const sendMail = {
  job: sendMailJob,
  async run({ mailId }: z.output<typeof sendMailJob.payload>, { services }: JobRun): Promise<void> {
    const { SMTP_URL, MAIL_FROM, PUBLIC_URL } = services.env;
    if (!SMTP_URL) return;
    const transport = createTransport({
      url: SMTP_URL,
      connectionTimeout: TIMEOUT_MS,
      greetingTimeout: TIMEOUT_MS,
      socketTimeout: TIMEOUT_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    try {
      await deliverMail(
        mailId,
        async (letter) => {
          await transport.sendMail({ ...letter, from: MAIL_FROM ?? `no-reply@${new URL(PUBLIC_URL).hostname}` });
        },
        services,
      );
    } catch (error) {
      // The server's words may hold the address: only the kind of failure is logged.
      throw new AppError(
        'unavailable',
        'MAIL_NOT_SENT',
        `Chưa gửi được thư (${(error as { code?: string }).code ?? 'lỗi'}).`,
      );
    } finally {
      transport.close();
    }
  },
};
