/** A page that is there whatever the content says. */
export interface Route {
  address: string;
  title: string;
  summary: string;
  /** What people call it besides; read by search only. */
  words: string;
}

/** The fixed pages of the site that one may look for or link to, the most wanted first. */
export const ROUTES: readonly Route[] = [
  {
    address: '/duong-day-nong/',
    title: 'Đường dây nóng',
    summary: 'Số để gọi và mọi cách báo tin của từng nơi.',
    words: 'số điện thoại, hotline, gọi công an, 113, hòm thư, Zalo, VNeID, tố giác, bảng tin',
  },
  {
    address: '/bao-tin/',
    title: 'Gửi tin ẩn danh',
    summary: 'Viết cho công an mà không nêu tên.',
    words: 'tố giác, tố cáo, báo công an, giấu tên, báo tin, ma túy',
  },
  {
    address: '/bao-tin/tra-loi/',
    title: 'Tin đã được mở chưa?',
    summary: 'Nhập mã nhận để xem tin của bạn đến đâu.',
    words: 'mã nhận, trả lời, theo dõi tin',
  },
  {
    address: '/bao-tin/thu/',
    title: 'Tập gửi tin',
    summary: 'Làm thử từng bước, không gửi đi đâu cả.',
    words: 'thử, tập, bài tập, làm quen, hướng dẫn gửi tin',
  },
  {
    address: '/an-toan/',
    title: 'An toàn khi báo tin',
    summary: 'Điều gì được che, điều gì không che được.',
    words: 'bí mật, ẩn danh, lộ, trả thù, sợ, thoát',
  },
  {
    address: '/kien-thuc/',
    title: 'Lời khuyên',
    summary: 'Nhận biết, từ chối, báo tin, giúp người cai.',
    words: 'kiến thức, hướng dẫn',
  },
  {
    address: '/ke-hoach/',
    title: 'Kế hoạch',
    summary: 'Các kế hoạch giữ xã, phường không ma túy.',
    words: 'văn bản, mục tiêu, tiêu chí',
  },
  {
    address: '/viec/',
    title: 'Việc và hạn',
    summary: 'Cơ quan nào làm việc gì, đến bao giờ.',
    words: 'nhiệm vụ, lịch, thời hạn',
  },
  {
    address: '/viec/nam/',
    title: 'Năm chiến dịch',
    summary: 'Họp dân mỗi tháng, tháng 6, ngày 26/6, ngày 09/11.',
    words: 'sự kiện, lịch, tháng hành động, Ngày Pháp luật',
  },
  {
    address: '/tieu-chi/',
    title: 'Thế nào là không ma túy',
    summary: 'Tiêu chí như từng văn bản ghi, và đã làm tới đâu.',
    words: 'tiêu chí, tiến độ, công nhận, đạt chuẩn, số liệu',
  },
  {
    address: '/dia-ban/',
    title: 'Địa bàn',
    summary: 'Tìm xã, phường, tỉnh của bạn.',
    words: 'xã, phường, thôn, bản, tỉnh',
  },
  {
    address: '/ap-phich/',
    title: 'Áp phích',
    summary: 'Sáu loại, đúng chữ, đúng khổ.',
    words: 'khẩu hiệu, băng rôn, pano, in, treo',
  },
  {
    address: '/khung-anh/',
    title: 'Khung ảnh đại diện, ảnh bìa',
    summary: 'Ghép ảnh bạn vào khung, đặt lên Zalo, Facebook.',
    words: 'avatar, khung hình, hình nền, ảnh bìa, cài đặt avatar',
  },
  {
    address: '/in/',
    title: 'Bài nói, bài đăng, tờ in',
    summary: 'Bảng số, phiếu, bản cam kết, bài loa, họp thôn.',
    words: 'loa, phát thanh, bài đăng Zalo, Facebook, phiên tòa giả định, mẫu, biểu mẫu, hòm thư, ký, PDF',
  },
  {
    address: '/can-bo/',
    title: 'Dành cho công an',
    summary: 'Công cụ mở tin, không cần mạng.',
    words: 'cán bộ, khóa, mở tin',
  },
];

/** Where the entries of each kind of content stand: the address is this and the entry's id. */
export const FOLDERS = {
  places: '/dia-ban/',
  plans: '/ke-hoach/',
  posters: '/ap-phich/',
  guides: '/kien-thuc/',
  kits: '/in/',
} as const;

/** Fixed addresses that may be linked to but that nobody looks for. */
export const OTHER_ADDRESSES: readonly string[] = ['/', '/tim/', '/ngoai-tuyen/'];
