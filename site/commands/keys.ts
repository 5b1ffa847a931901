/**
 * `npm run keys -- <inbox id> [folder]`: makes one officer's key file, and beside it the file with its public half.
 * The secret half exists only in that file, under a passphrase that is shown once and stored nowhere.
 * `npm run keys -- --line`: makes the secrets of the Worker and prints them once, for `wrangler secret put`.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ed25519 } from '@noble/curves/ed25519.js';
import { randomBytes, toBase64url } from '../envelope/bytes.ts';
import { makeSecrets, publicHalf, writeKeyFile } from '../envelope/key-file.ts';
import { INBOX_ID } from '../../worker/contract/inbox-id.ts';
import { makePassphrase } from '../envelope/passphrase.ts';
import { fingerprintOfHalf, halfFileName, writePublicHalf } from '../envelope/public-half.ts';
import { sayFingerprint } from '../text/groups.ts';

const [inbox, folder = '.local/keys'] = process.argv.slice(2);
if (inbox === '--line') {
  const signKey = randomBytes(32);
  console.log(`Bí mật của đường dây. Đặt từng dòng bằng npx wrangler secret put <TÊN>, rồi xóa màn hình:

    POW_SECRET      ${toBase64url(randomBytes(32))}
    POW_KEY_SECRET  ${toBase64url(randomBytes(32))}
    MAIL_SIGN_KEY   ${toBase64url(signKey)}
    OPERATOR_TOKEN  ${toBase64url(randomBytes(32))}

Nửa công khai, ghi vào tệp .env (đổi khóa thì đặt nó trước khóa cũ, cách nhau bằng dấu phẩy):

    MAIL_PUBLIC_KEY=${toBase64url(ed25519.getPublicKey(signKey))}`);
  process.exit(0);
}
if (!inbox || !INBOX_ID.test(inbox) || inbox.startsWith('-')) {
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
const half = await publicHalf(secrets);
const halfPath = join(folder, halfFileName(inbox));
mkdirSync(folder, { recursive: true });
writeFileSync(path, await writeKeyFile(secrets, passphrase), { mode: 0o600, flag: 'wx' });
writeFileSync(halfPath, writePublicHalf(half));

console.log(`Tệp khóa: ${path}
Mật khẩu (chép ra giấy ngay, không hiện lại, không ai khôi phục được):

    ${passphrase}

Nửa công khai: ${halfPath}
Vân tay: ${sayFingerprint(fingerprintOfHalf(half))}

Tệp nửa công khai đưa cho người vận hành: npm run inbox -- add <tệp của đơn vị> <tệp của cấp trên>.
Lệnh ấy cũng in vân tay. Hai bên đọc cho nhau nghe, khác một ký tự thì đừng dùng.`);
