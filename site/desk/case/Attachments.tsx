import type { Tip } from '../../envelope/tip.ts';
import { useBlobAddress } from '../../browser/use-blob-address.ts';
import { knownKind, type KnownKind } from './file-kinds.ts';
import { showInvisible } from '../../envelope/visible-text.ts';
import { saySize } from '../words.ts';

// Seven is what the tip page makes; only a forged tip has more, and its thousands must not freeze the desk.
const MOST = 12;

/**
 * What came with a tip. A photo or a recording of the kind that the tip page makes is shown; anything else is only
 * named, since whoever has the public key can seal any file.
 */
export function Attachments({
  tip,
  files,
  number,
}: {
  tip: Tip;
  files: readonly Uint8Array[];
  number: number | undefined;
}) {
  const start = number === undefined ? 'tin' : `tin-${number}`;
  return (
    <section class="words attachments">
      <h3>Tệp kèm theo</h3>
      <ol>
        {files.slice(0, MOST).map((bytes, at) => (
          <Attachment
            key={at}
            bytes={bytes}
            name={tip.files[at]?.n ?? ''}
            at={at + 1}
            saveAs={`${start}-tep-${at + 1}`}
          />
        ))}
      </ol>
      {files.length > MOST && (
        <p class="remark danger">Còn {files.length - MOST} tệp nữa không hiện ra ở đây.</p>
      )}
      <p>Tệp lưu ra máy không còn được niêm phong. Giọng nói có thể làm lộ người báo: đừng chuyển cho ai.</p>
    </section>
  );
}

const TYPES: Record<KnownKind, { type: string; end: string }> = {
  photo: { type: 'image/jpeg', end: 'jpg' },
  webm: { type: 'audio/webm', end: 'webm' },
  mp4: { type: 'audio/mp4', end: 'm4a' },
};
// No program opens it by itself.
const STRANGE = { type: 'application/octet-stream', end: 'bin' };

interface Props {
  bytes: Uint8Array;
  /** As the tip names it; whatever a sender likes. */
  name: string;
  at: number;
  /** Our name for the saved file, without its ending. */
  saveAs: string;
}

function Attachment({ bytes, name, at, saveAs }: Props) {
  const kind = knownKind(bytes);
  const { type, end } = kind ? TYPES[kind] : STRANGE;
  const address = useBlobAddress(bytes, type);
  return (
    <li>
      {kind === 'photo' && <img src={address} alt={`Ảnh ở tệp ${at}`} />}
      {(kind === 'webm' || kind === 'mp4') && (
        <audio controls preload="metadata" src={address} aria-label={`Giọng nói ở tệp ${at}`} />
      )}
      {!kind && (
        <p class="remark danger">
          Tệp lạ: trang gửi tin không làm ra tệp như thế này. Đừng mở tệp trên máy này.
        </p>
      )}
      <p>
        <bdi>{showInvisible(name)}</bdi>, {saySize(bytes.length)}, còn nguyên vẹn.{' '}
        <a href={address} download={`${saveAs}.${end}`}>
          Lưu tệp {at}
        </a>
      </p>
    </li>
  );
}
