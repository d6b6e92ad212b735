import { findUploader } from '~/modules/campaigns/find-uploader.server';
import { loadCampaignFolder } from '~/modules/campaigns/load-campaign-folder.server';
import type { RegisterCommands } from './context';

const SAID = {
  created: 'Đã lập bản nháp đợt học tập',
  updated: 'Đã cập nhật bản nháp đợt học tập',
  kept: 'Đợt học tập đã mở từ trước, giữ nguyên',
};

/** `campaign load FOLDER`: the draft of a campaign from a folder with campaign.json. */
export const registerCampaign: RegisterCommands = (program, context) => {
  const campaign = program.command('campaign').description('study campaigns');
  campaign
    .command('load')
    .description('make or update the draft of a campaign from a folder with campaign.json; an opened one is left alone')
    .argument('<folder>', 'folder with campaign.json, its documents and the files it names')
    .option('--owner <username>', 'account that owns the uploaded recordings (default: the oldest organiser)')
    .action(async (folder: string, options: { owner?: string }) => {
      const services = context.services();
      const ownerId = await findUploader(options.owner ?? null, services.db);
      if (ownerId === null) context.note('Chưa có tài khoản ban tổ chức nào: bản ghi buổi học được để lại.');
      const loaded = await loadCampaignFolder(
        { folder: context.path(folder), actor: { system: 'Dòng lệnh' }, ownerId },
        services,
      );
      context.print(
        loaded,
        `${SAID[loaded.outcome]}: ${loaded.code} (${loaded.sessions} buổi học, ${loaded.documents} tài liệu, ${loaded.recordings} bản ghi đang xử lý)`,
      );
    });
};
