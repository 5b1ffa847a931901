/**
 * `npm run keys -- <inbox id> [folder]`: makes one officer's key file and prints its public half.
 * The secret half exists only in that file, under a passphrase that is shown once and stored nowhere.
 * `npm run keys -- --line`: makes the secrets of the Worker and prints them once, for `wrangler secret put`.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ed25519 } from '@noble/curves/ed25519.js';
import { randomBytes, toBase64url } from '../envelope/bytes.ts';
import { makeSecrets, publicHalf, writeKeyFile } from '../envelope/key-file.ts';
import { INBOX_ID } from '../envelope/keys.ts';
import { makePassphrase } from '../envelope/passphrase.ts';

const [inbox, folder = '.local/keys'] = process.argv.slice(2);
if (inbox === '--line') {
  const signKey = randomBytes(32);
  console.log(`Bí mật của đường dây. Đặt từng dòng bằng npx wrangler secret put <TÊN>, rồi xóa màn hình:

    POW_SECRET      ${toBase64url(randomBytes(32))}
    POW_KEY_SECRET  ${toBase64url(randomBytes(32))}
    MAIL_SIGN_KEY   ${toBase64url(signKey)}
    OPERATOR_TOKEN  ${toBase64url(randomBytes(32))}

Nửa công khai, đưa cho lệnh dựng trang:

    MAIL_PUBLIC_KEY=${toBase64url(ed25519.getPublicKey(signKey))}`);
  process.exit(0);
}
if (!inbox || !INBOX_ID.test(inbox)) {
  console.error(
    'Cách dùng: npm run keys -- <mã hộp thư> [thư mục]\nMã hộp thư chỉ gồm chữ thường không dấu, số và gạch nối, ví dụ lung-phinh.',
  );
  process.exit(2);
}
const path = join(folder, `${inbox}.age`);
if (existsSync(path)) {
  console.error(`Đã có tệp ${path}. Không ghi đè: hãy cất tệp cũ đi hoặc chọn thư mục khác.`);
  process.exit(1);
}

const secrets = await makeSecrets(inbox);
const passphrase = makePassphrase();
const { recipient, replyKey } = await publicHalf(secrets);
mkdirSync(folder, { recursive: true });
writeFileSync(path, await writeKeyFile(secrets, passphrase), { mode: 0o600, flag: 'wx' });

console.log(`Tệp khóa: ${path}
Mật khẩu (chép ra giấy ngay, không hiện lại, không ai khôi phục được):

    ${passphrase}

Nửa công khai, để điền vào content/inboxes.json:
  khóa nhận tin (recipients): ${recipient}
  khóa ký trả lời (replyKey): ${replyKey}

Điền xong, chạy npm run build: máy sẽ nói dòng nào phải thêm vào worker/kids.txt.
Dòng ấy có cả khóa ký trả lời: hai người giữ khóa so nó với dòng trên, từng ký tự.`);
