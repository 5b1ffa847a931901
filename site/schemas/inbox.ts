import { ED25519_KEY, KID } from '../../worker/contract/key-register.ts';
import * as z from 'zod';
import { INBOX_ID } from '../../worker/contract/inbox-id.ts';
import { placeId } from './shared-fields.ts';

const hybridRecipient = z.string().regex(/^age1pq1[a-z0-9]{1900,2000}$/, 'phải là khóa công khai age1pq1...');
const kid = z.string().regex(KID, 'phải là 16 chữ số thập lục phân');

/**
 * The public half of one police inbox, an entry of `content/inboxes.json` (PROTOCOL.md, Keys).
 * Mail addresses never stand here.
 */
export const inbox = z.strictObject({
  id: z.string().regex(INBOX_ID).describe('Mã hộp thư, tối đa 64 ký tự'),
  place: placeId.describe('Địa bàn của hộp thư'),
  label: z.string().describe('Đơn vị nhận tin, ví dụ "Công an xã Lùng Phình"'),
  oversight: z.string().describe('Đơn vị cấp trên cũng mở được tin'),
  recipients: z.tuple([hybridRecipient, hybridRecipient]).describe('Khóa của đơn vị, rồi khóa của cấp trên'),
  replyKey: z.string().regex(ED25519_KEY).describe('Khóa Ed25519 ký câu trả lời, base64url'),
  retired: z.array(kid).default([]).describe('Khóa cũ vẫn nhận tin'),
  closed: z.boolean().default(false).describe('true: không nhận tin mới nữa; mã nhận cũ vẫn tra được'),
  revoked: z.array(kid).default([]).describe('Khóa đã hủy, không nhận tin nữa'),
});
export type Inbox = z.infer<typeof inbox>;
