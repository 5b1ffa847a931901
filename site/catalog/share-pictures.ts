import { FOLDERS } from './routes.ts';
import type { SharePicture } from '../print/sheets/share-picture.ts';

/** By the first folder of the page's address; `la-chan` is for all others and gives nothing away. */
export const SHARE_PICTURES = {
  'trang-dau': {
    headline: 'Thấy chuyện ma\u00a0túy, bà\u00a0con báo ở đây',
    line: 'Gọi hoặc gửi tin không nêu tên',
    icon: 'safety',
  },
  'dia-ban': {
    headline: 'Nơi bạn ở gọi số nào?',
    line: 'Số gọi, tình hình, kế hoạch của từng nơi',
    icon: 'place',
  },
  'duong-day-nong': {
    headline: 'Báo tin: việc gì, ở đâu, lúc nào',
    line: 'Số gọi và mọi cách báo của nơi bạn',
    icon: 'hotline',
  },
  'ke-hoach': { headline: 'Kế hoạch nói gì với tôi', line: 'Kể bằng lời dễ hiểu, đủ từng mục', icon: 'plan' },
  'ap-phich': { headline: 'Áp phích không ma túy', line: 'Đúng chữ, đúng khổ, in được ngay', icon: 'poster' },
  'kien-thuc': {
    headline: 'Nhận biết, từ\u00a0chối, giúp\u00a0nhau',
    line: 'Bài ngắn, đọc vài phút là xong',
    icon: 'refuse',
  },
  in: {
    headline: 'Bài đọc loa, họp\u00a0thôn, bài\u00a0đăng',
    line: 'Có sẵn, in ra hoặc chép là dùng',
    icon: 'speak',
  },
  'la-chan': { headline: 'Lá Chắn', line: 'Thông tin cho bà con', icon: 'safety' },
} as const satisfies Record<string, SharePicture>;
export type ShareKind = keyof typeof SHARE_PICTURES;

/** The picture of the page at this path ("/ke-hoach/x/" gives "ke-hoach"). */
export function shareKindOf(path: string): ShareKind {
  if (path === '/') return 'trang-dau';
  const folder = path.split('/')[1] ?? '';
  return Object.hasOwn(SHARE_PICTURES, folder) ? (folder as ShareKind) : 'la-chan';
}

/** The picture that a page of content has for itself, as its path below `/chia-se/`; null for all other pages. */
export function ownPictureOf(path: string): string | null {
  const isContent = Object.values(FOLDERS).some((folder) => path.startsWith(folder) && path !== folder);
  return isContent ? path.slice(1, -1) : null;
}
