/** The pictures that a shared link shows: one a kind of page, drawn once by the build. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Resvg } from '@resvg/resvg-js';
import satori from 'satori';
import { iconPaths, type IconName } from '../components/icon-paths.ts';
import { SHARE_PICTURES, SHARE_SIZE, type ShareKind, type SharePicture } from './share-kinds.ts';

// Whole and alone: given split files, satori silently drops đ, ư and ắ.
const fontFile = createRequire(import.meta.url).resolve(
  '@expo-google-fonts/be-vietnam-pro/700Bold/BeVietnamPro_700Bold.ttf',
);
const colours = { ground: '#FFFDF7', raised: '#F1EFE0', ink: '#17211B', leaf: '#0B5D3B', gold: '#FFC72C' };

/** A share picture as PNG, 1200 x 630. */
export async function drawSharePicture(kind: ShareKind): Promise<Uint8Array<ArrayBuffer>> {
  const font = { name: 'Be Vietnam Pro', data: await readFile(fontFile), weight: 700 as const };
  const svg = await satori(layOut(SHARE_PICTURES[kind]) as Parameters<typeof satori>[0], {
    ...SHARE_SIZE,
    fonts: [font],
  });
  return new Uint8Array(new Resvg(svg, { font: { loadSystemFonts: false } }).render().asPng());
}

interface Box {
  type: string;
  props: Record<string, unknown>;
}
const box = (type: string, props: Record<string, unknown>, ...children: (Box | string)[]): Box => ({
  type,
  props: { ...props, children: children.length === 1 ? children[0] : children },
});

function layOut({ headline, line, icon }: SharePicture): Box {
  const { width, height } = SHARE_SIZE;
  const large = headline.length < 12 ? 132 : headline.length < 25 ? 88 : 76;
  const words = box(
    'div',
    { style: { display: 'flex', flexDirection: 'column', justifyContent: 'space-between', width: 690 } },
    mark(),
    box(
      'div',
      { style: { display: 'flex', flexDirection: 'column' } },
      box(
        'div',
        {
          style: {
            fontSize: large,
            lineHeight: 1.22,
            letterSpacing: -1.5,
            textWrap: 'balance',
            color: colours.leaf,
          },
        },
        headline,
      ),
      box('div', { style: { marginTop: 28, fontSize: 34, lineHeight: 1.35, color: colours.ink } }, line),
    ),
  );
  return box(
    'div',
    {
      style: {
        display: 'flex',
        justifyContent: 'space-between',
        width,
        height,
        boxSizing: 'border-box',
        padding: '60px 72px 56px',
        background: colours.ground,
        borderBottom: `20px solid ${colours.leaf}`,
        fontFamily: 'Be Vietnam Pro',
      },
    },
    words,
    box('div', { style: { display: 'flex', alignItems: 'center' } }, sun(icon)),
  );
}

function mark(): Box {
  const leaf =
    'M12 1.5C9.4 3.6 6.5 4.6 3.2 4.7 3 12.9 5.8 19 12 22.5 18.2 19 21 12.9 20.8 4.7 17.5 4.6 14.6 3.6 12 1.5z';
  const veins = 'M12 22V8M12 18.2 7.8 14.6M12 18.2l4.2-3.6M12 13.6 8.4 10.4M12 13.6l3.6-3.2';
  return box(
    'div',
    { style: { display: 'flex', alignItems: 'center', fontSize: 34, color: colours.leaf } },
    box(
      'svg',
      { viewBox: '0 0 24 24', width: 60, height: 60, fill: 'none' },
      box('path', { d: leaf, fill: colours.leaf }),
      box('path', { d: veins, stroke: colours.ground, strokeWidth: 1.4, strokeLinecap: 'round' }),
    ),
    box('div', { style: { marginLeft: 16 } }, 'Lá Chắn'),
  );
}

function sun(icon: IconName): Box {
  return box(
    'svg',
    { viewBox: '0 0 64 64', width: 330, height: 330, fill: 'none' },
    box('circle', { cx: 32, cy: 32, r: 31, fill: colours.gold }),
    box('path', {
      d: iconPaths[icon],
      transform: 'translate(10.5 10.5) scale(1.35)',
      stroke: colours.leaf,
      strokeWidth: 1.5,
      strokeLinecap: 'round',
      strokeLinejoin: 'round',
    }),
  );
}
