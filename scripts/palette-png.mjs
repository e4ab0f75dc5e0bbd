/**
 * Rewrites a PNG with at most 256 colours, which a picture of an editor does not miss and which makes it a
 * third of the size. Reads only what Chromium writes: 8 bits a channel, not interlaced.
 */
import { crc32, deflateSync, inflateSync } from 'node:zlib';

/** Colours nearer than this (squared distance) share a place in the palette. */
const nearEnough = 40;

export function withPalette(png) {
  const { width, height, channels, rows } = decode(png);
  const counts = new Map();
  const colorAt = index => (rows[index] << 16) | (rows[index + 1] << 8) | rows[index + 2];
  for (let index = 0; index < rows.length; index += channels) {
    const color = colorAt(index);
    counts.set(color, (counts.get(color) ?? 0) + 1);
  }
  const palette = [];
  const places = new Map();
  for (const [color] of [...counts].sort((a, b) => b[1] - a[1])) {
    const place = nearest(palette, color);
    if (palette.length < 256 && (place === undefined || distance(palette[place], color) > nearEnough)) {
      places.set(color, palette.push(color) - 1);
    } else {
      places.set(color, place);
    }
  }
  const pixels = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      pixels[y * (width + 1) + 1 + x] = places.get(colorAt((y * width + x) * channels));
    }
  }
  return encode(width, height, palette, pixels);
}

function nearest(palette, color) {
  let best;
  for (const [place, other] of palette.entries()) {
    if (best === undefined || distance(other, color) < distance(palette[best], color)) best = place;
  }
  return best;
}

function distance(a, b) {
  const channel = shift => ((a >> shift) & 255) - ((b >> shift) & 255);
  return channel(16) ** 2 + channel(8) ** 2 + channel(0) ** 2;
}

function decode(png) {
  const header = {};
  const data = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    const body = png.subarray(at + 8, at + 8 + length);
    if (type === 'IHDR')
      Object.assign(header, { width: body.readUInt32BE(0), height: body.readUInt32BE(4), kind: body[9] });
    if (type === 'IDAT') data.push(body);
    at += 12 + length;
  }
  const channels = header.kind === 6 ? 4 : 3;
  const rows = unfiltered(inflateSync(Buffer.concat(data)), header.width * channels, header.height, channels);
  return { width: header.width, height: header.height, channels, rows };
}

/** Undoes PNG's prediction of each byte from its neighbours to the left, above, and above left. */
function unfiltered(bytes, stride, height, channels) {
  const rows = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = bytes[y * (stride + 1)];
    for (let x = 0; x < stride; x++) {
      const left = x >= channels ? rows[y * stride + x - channels] : 0;
      const above = y > 0 ? rows[(y - 1) * stride + x] : 0;
      const corner = x >= channels && y > 0 ? rows[(y - 1) * stride + x - channels] : 0;
      const predicted = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter];
      rows[y * stride + x] = bytes[y * (stride + 1) + 1 + x] + predicted;
    }
  }
  return rows;
}

function paeth(left, above, corner) {
  const [a, b, c] = [left, above, corner].map(one => Math.abs(left + above - corner - one));
  if (a <= b && a <= c) return left;
  return b <= c ? above : corner;
}

function encode(width, height, palette, pixels) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const colors = Buffer.from(palette.flatMap(color => [color >> 16, (color >> 8) & 255, color & 255]));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const chunks = [
    chunk('IHDR', header),
    chunk('PLTE', colors),
    chunk('IDAT', deflateSync(pixels, { level: 9 })),
  ];
  return Buffer.concat([signature, ...chunks, chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type, body) {
  const content = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const frame = Buffer.alloc(content.length + 8);
  frame.writeUInt32BE(body.length, 0);
  content.copy(frame, 4);
  frame.writeUInt32BE(crc32(content), content.length + 4);
  return frame;
}
