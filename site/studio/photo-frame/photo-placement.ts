/** Where a photo lies behind a frame. All in pixels of the picture that comes of it. */

export interface Size {
  width: number;
  height: number;
}

/** Where the photo is seen. */
export interface Hole extends Size {
  x: number;
  y: number;
}

/** The photo's upper left corner, and how many pixels one of its own becomes. */
export interface Placement {
  x: number;
  y: number;
  scale: number;
}

/** Further in, a photo is nothing but squares. */
export const MOST_ZOOM = 6;

/** The whole hole filled with as much of the photo as can be, its middle in the middle. */
export function fill(photo: Size, hole: Hole): Placement {
  const scale = leastScale(photo, hole);
  return {
    x: hole.x + (hole.width - photo.width * scale) / 2,
    y: hole.y + (hole.height - photo.height * scale) / 2,
    scale,
  };
}

/** Moved by so many pixels, but never so far that the photo leaves a part of the hole empty. */
export function move(placement: Placement, dx: number, dy: number, photo: Size, hole: Hole): Placement {
  return clamp({ ...placement, x: placement.x + dx, y: placement.y + dy }, photo, hole);
}

/** `factor` times as large, the point `x`, `y` staying where it is as far as the hole stays filled. */
export function zoom(
  placement: Placement,
  factor: number,
  [x, y]: readonly [number, number],
  photo: Size,
  hole: Hole,
): Placement {
  const least = leastScale(photo, hole);
  const scale = Math.min(least * MOST_ZOOM, Math.max(least, placement.scale * factor));
  const grown = scale / placement.scale;
  return clamp({ x: x - (x - placement.x) * grown, y: y - (y - placement.y) * grown, scale }, photo, hole);
}

const leastScale = (photo: Size, hole: Hole) =>
  Math.max(hole.width / photo.width, hole.height / photo.height);

function clamp({ x, y, scale }: Placement, photo: Size, hole: Hole): Placement {
  const within = (at: number, start: number, room: number, length: number) =>
    Math.min(start, Math.max(start + room - length, at));
  return {
    x: within(x, hole.x, hole.width, photo.width * scale),
    y: within(y, hole.y, hole.height, photo.height * scale),
    scale,
  };
}
