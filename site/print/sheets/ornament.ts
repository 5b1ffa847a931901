import { posterInks } from './inks.ts';
import type { Polygon, Shape } from '../engine/sheet.ts';

// In parts of the sheet's width.
const frameLine = 0.005;

/** Rays of a rising sun behind the headline, from the middle of its lower edge, a shade darker than the ground. */
export function rays(zone: { x: number; y: number; width: number; height: number }): Polygon[] {
  const count = 11;
  const centre = [zone.x + zone.width / 2, zone.y + zone.height] as const;
  const step = Math.PI / (2 * count);
  // Far enough to reach beyond any corner; cut back to the zone.
  return Array.from({ length: count }, (_, at) => {
    const from = Math.PI + step * (2 * at + 0.5);
    const angles = [from, ...cornersBetween(zone, centre, from, from + step), from + step];
    return {
      kind: 'polygon' as const,
      fill: posterInks.ray,
      points: [centre, ...angles.map((angle) => edgeAt(zone, centre, angle))],
    };
  });
}

type Zone = Parameters<typeof rays>[0];
type Point = readonly [number, number];

function cornersBetween(zone: Zone, [x, y]: Point, from: number, to: number): number[] {
  return [zone.x, zone.x + zone.width]
    .map((corner) => Math.atan2(zone.y - y, corner - x) + 2 * Math.PI)
    .filter((angle) => angle > from && angle < to);
}

function edgeAt(zone: Zone, [x, y]: Point, angle: number): Point {
  const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
  const reach = Math.min(zone.width / 2 / Math.abs(dx), zone.height / Math.abs(dy));
  return [x + dx * reach, y + dy * reach];
}

/** A gold frame `edge` from the sheet's edges, with a bar across it at `barAt`. Millimetres. */
export function frame(
  { width, height }: { width: number; height: number },
  edge: number,
  barAt: number,
): Shape[] {
  const thickness = frameLine * width;
  const bar = (x: number, y: number, across: number, down: number): Shape => ({
    kind: 'rectangle',
    x,
    y,
    width: across,
    height: down,
    fill: posterInks.gold,
  });
  return [
    bar(edge, edge, width - 2 * edge, thickness),
    bar(edge, height - edge - thickness, width - 2 * edge, thickness),
    bar(edge, edge, thickness, height - 2 * edge),
    bar(width - edge - thickness, edge, thickness, height - 2 * edge),
    bar(edge, barAt - thickness, width - 2 * edge, 2 * thickness),
  ];
}
