/** Whether an answer asks for what could give its reader away. */
import { foldVietnamese } from '../../text/fold.ts';

export type IdentityQuestion = 'name' | 'phone' | 'address' | 'meeting';

const YOU = '(ban|anh|chi|ong|ba|bac|co|chu|em|minh|ba con|nguoi bao|nguoi nha)';

// In folded text. A word too many only shows a gentle sentence; a word too few could hurt somebody.
const SIGNS: Record<IdentityQuestion, RegExp> = {
  name: new RegExp(
    `\\b(ho ten|ho va ten|danh tinh|ten (that|day du|cua ${YOU}|${YOU})|${YOU} (ten|la ai))\\b`,
  ),
  phone: new RegExp(
    `\\b(so (dien thoai|dt|di dong|may|zalo)|sdt|zalo|(dien thoai|email|facebook) cua ${YOU}|lien (he|lac)|(goi|nhan tin) (lai )?cho (toi|chung toi|minh|cong an|don vi))\\b`,
  ),
  address: new RegExp(
    `\\b(dia chi|nha ${YOU}|cho o|noi o|${YOU} (dang )?(song|o) (dau|cho nao|thon nao|xa nao|nha nao)|cccd|cmnd|can cuoc)\\b`,
  ),
  meeting: new RegExp(
    `\\b(hen gap|gap (truc tiep|mat|nhau|rieng|go|toi|chung toi|can bo|cong an|${YOU})|(den|len|toi|ra) (tru so|gap|don|don vi|co quan|ubnd|uy ban|cong an|phuong|xa lam)|moi ${YOU} (den|len|toi|ra))\\b`,
  ),
};

/** What `text` seems to ask for, with or without tone marks; nothing for an answer that is safe to send. */
export function identityQuestionsIn(text: string): IdentityQuestion[] {
  const folded = foldVietnamese(text).replace(/\s+/g, ' ');
  return (Object.keys(SIGNS) as IdentityQuestion[]).filter((asked) => SIGNS[asked].test(folded));
}
