/** Which files a kit is printed from, at which addresses, and what stands on them. */
import { fingerprintOf } from '../envelope/keys.ts';
import { layBoxLabel } from '../print/sheets/box-label.ts';
import { layCodeCard } from '../print/sheets/code-card.ts';
import type { SheetFile } from '../print/engine/draw-file.ts';
import { layFlow } from '../print/sheets/text-pages.ts';
import type { Faces } from '../print/sheets/kit-layout.ts';
import { type BoardRow, layNoticeBoard } from '../print/sheets/notice-board.ts';
import { scaleSheet, type Sheet } from '../print/engine/sheet.ts';
import { layTipSlips } from '../print/sheets/tip-slip.ts';
import { stampTrial } from '../print/sheets/trial-stamp.ts';
import { parseArticle } from '../markdown/article.ts';
import { startSentence } from '../text/sentence.ts';
import { channelsOf, inboxOf, type Offered, type OfferedChannels } from './channels.ts';
import type { Inbox } from '../schemas/inbox.ts';
import { type Kit, KIT_KINDS } from '../schemas/kit.ts';
import type { KitEntry, PlaceEntry } from './entries.ts';

/** What the sheets of kits are made from besides the kit. */
export interface KitSetting {
  places: readonly PlaceEntry[];
  inboxes: Inbox[];
  /** Who issued each plan, by the plan's id. */
  issuers: ReadonlyMap<string, string>;
  siteUrl: string;
  /** Whether the site holds demo keys, so that a tip sent by way of a code reaches nobody. */
  trial: boolean;
  faces: Faces;
}

/** One file of a kit: `/in/<kit>/<file>`; `place` is the place whose channels it shows, null for any. */
export interface KitFile {
  file: string;
  kind: SheetFile;
  name: string;
  place: string | null;
  sheets: Sheet[];
}

/** Kinds whose text is made to be pasted, not printed. */
const pasted: readonly Kit['kind'][] = ['bai-dang'];

/** The files of a kit, ready to draw; the general ones first, then place by place. */
export function kitFiles(kit: KitEntry, setting: KitSetting): KitFile[] {
  const files = layFiles(kit, setting);
  if (!setting.trial) return files;
  return files.map((file) => ({
    ...file,
    sheets: file.sheets.map((sheet) => stampTrial(sheet, setting.faces.bold)),
  }));
}

function layFiles(kit: KitEntry, setting: KitSetting): KitFile[] {
  const { title } = kit.data;
  const { faces, siteUrl } = setting;
  const one = (sheets: Sheet[]): KitFile => ({
    file: 'a4.pdf',
    kind: 'pdf',
    name: 'A4',
    place: null,
    sheets,
  });
  if (kit.data.sheet === 'bang') return setting.places.flatMap((place) => boardFiles(title, place, setting));
  if (kit.data.sheet === 'phieu') return slipFiles(title, setting);
  if (kit.data.sheet === 'nhan') return [one([layBoxLabel(title, faces)])];
  if (kit.data.sheet === 'ma') {
    const sheets = [layCodeCard(title, tipAddress(siteUrl), faces)];
    return (['svg', 'png'] as const).map((kind) => ({
      file: `ma.${kind}`,
      kind,
      name: kind.toUpperCase(),
      place: null,
      sheets,
    }));
  }
  return pasted.includes(kit.data.kind) ? [] : [one(flowSheets(kit, setting))];
}

const tipAddress = (siteUrl: string) => `${siteUrl}/bao-tin/`;

const parentOf = (place: PlaceEntry, { places }: KitSetting) =>
  places.find(({ id }) => id === place.data.parent)?.data ?? null;

function tipOf(place: PlaceEntry, { inboxes, siteUrl }: KitSetting) {
  const inbox = inboxOf(place.id, place.data, inboxes);
  if (!inbox) return null;
  return { address: tipAddress(siteUrl), reader: inbox.label, digits: fingerprintOf(inbox.recipients) };
}

const boardSizes = [
  { id: 'a3', name: 'A3', scale: Math.SQRT2 },
  { id: 'a4', name: 'A4', scale: 1 },
];

function boardFiles(title: string, place: PlaceEntry, setting: KitSetting): KitFile[] {
  const parent = parentOf(place, setting);
  const channels = channelsOf(place.data, parent);
  const [line] = channels.phones;
  // No line may end in the middle of the name above it ("tỉnh Gia / Lai").
  const held = parent ? parent.name.replaceAll(' ', '\u00a0') : '';
  const name = startSentence(parent ? place.data.name.replace(parent.name, held) : place.data.name);
  const national = line?.origin === 'national';
  const source = line?.source
    ? `Số điện thoại theo Kế hoạch của ${setting.issuers.get(line.source.plan) ?? ''}, ${line.source.section}. 113 không có trong kế hoạch.`
    : '113 là số khẩn cấp quốc gia, không có trong kế hoạch.';
  const sheet = layNoticeBoard(
    {
      title: `${title}: ${place.data.name}`,
      place: name,
      whose: whoseNumbers(name, channels),
      numbers: channels.phones.map((phone) => phone.number),
      below: national ? (line?.label ?? null) : null,
      writeIn: line?.origin !== 'own',
      rows: rowsOf(channels),
      tip: tipOf(place, setting),
      source,
    },
    setting.faces,
  );
  return boardSizes.map(({ id, name: size, scale }) => ({
    file: `${place.id}/${id}.pdf`,
    kind: 'pdf' as const,
    name: size,
    place: place.id,
    sheets: [scale === 1 ? sheet : scaleSheet(sheet, scale)],
  }));
}

/** What stands above the numbers, most important last: that the place has none, whose these are. */
function whoseNumbers(name: string, { phones: [line] }: OfferedChannels): string[] {
  const hours = line?.hours ? `, ${line.hours}` : '';
  if (line?.origin === 'own') return [`${line.label}${hours}:`];
  if (line?.origin === 'parent')
    return [`${name} chưa công bố số riêng.`, `Đường dây nóng của ${line.of}${hours}:`];
  return [`${name} chưa công bố số.`];
}

/** The channels besides the numbers, each with whose it is where it is not the place's own. */
function rowsOf({ mails, vneid, zalo, box }: OfferedChannels): BoardRow[] {
  const lent = ({ origin, of }: Offered<unknown>) => (origin === 'parent' ? ` (của ${of})` : '');
  return [
    ...mails.map((mail) => ({ name: 'Hòm thư', text: `${mail.address}${lent(mail)}` })),
    ...box.map((each) => ({ name: 'Hòm phiếu', text: `${each.note}${lent(each)}` })),
    ...vneid.map((each) => ({ name: 'VNeID', text: `${each.note}${lent(each)}` })),
    ...zalo.map((each) => ({ name: 'Zalo', text: `${each.name}${lent(each)}` })),
  ];
}

/** Whether a place has a number or an open inbox of its own. */
export const hasOwnLine = ({ id, data }: PlaceEntry, inboxes: Inbox[]) =>
  data.channels.phones.length > 0 || inboxes.some((inbox) => inbox.place === id);

/** A slip for any place, then those of places that have an inbox or a number of their own. */
function slipFiles(title: string, setting: KitSetting): KitFile[] {
  const { places, inboxes, siteUrl, faces } = setting;
  const general: KitFile = {
    file: 'a4.pdf',
    kind: 'pdf',
    name: 'A4',
    place: null,
    sheets: [
      layTipSlips(
        { title, numbers: [], whose: 'Số để gọi:', tip: { address: tipAddress(siteUrl), digits: null } },
        faces,
      ),
    ],
  };
  const own = places.filter((place) => hasOwnLine(place, inboxes));
  return [
    ...(inboxes.length > 0 ? [general] : []),
    ...own.map((place): KitFile => {
      const { phones } = channelsOf(place.data, parentOf(place, setting));
      const tip = tipOf(place, setting);
      const [line] = phones;
      const sheet = layTipSlips(
        {
          title: `${title}: ${place.data.name}`,
          numbers: phones.map((phone) => phone.number),
          whose:
            line?.origin === 'national'
              ? `${line.label}:`
              : `Gọi số của ${line?.of ?? ''}${line?.hours ? `, ${line.hours}` : ''}:`,
          tip,
        },
        faces,
      );
      return { file: `${place.id}/a4.pdf`, kind: 'pdf', name: 'A4', place: place.id, sheets: [sheet] };
    }),
  ];
}

/** Sizes of letters in mm: what is read aloud standing is larger than what is read at a table. */
const largestOf: Partial<Record<Kit['kind'], number>> = { loa: 6, 'cam-ket': 5, 'to-huong-dan': 5.4 };

function flowSheets({ id, data, body = '' }: KitEntry, { issuers, siteUrl, faces }: KitSetting): Sheet[] {
  const sources = data.sources.map(
    ({ plan, section }) => `Kế hoạch của ${issuers.get(plan) ?? plan}: ${section}`,
  );
  return layFlow(
    {
      title: data.title,
      sort: KIT_KINDS[data.kind],
      pieces: parseArticle(body),
      notes: [
        ...(sources.length > 0 ? [`Căn cứ: ${sources.join('. ')}.`] : []),
        ...(data.general ? [data.general] : []),
      ],
      address: `${siteUrl}/in/${id}/`,
      code: data.tipCode ? tipAddress(siteUrl) : null,
      largest: largestOf[data.kind] ?? 4.5,
    },
    faces,
  );
}
