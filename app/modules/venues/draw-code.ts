import encodeQr from 'qr';

export interface DrawnCode {
  /** Squares along one side, the quiet zone included. */
  size: number;
  /** SVG path of the dark squares, one unit each. */
  path: string;
}

/** A QR code as the path of an SVG; runs of dark squares are one rectangle. */
export function drawCode(text: string): DrawnCode {
  const rows = encodeQr(text, 'raw', { ecc: 'medium', border: 4 });
  let path = '';
  rows.forEach((row, y) => {
    for (let x = 0; x < row.length; x += 1) {
      if (!row[x]) continue;
      const from = x;
      while (row[x + 1]) x += 1;
      path += `M${from} ${y}h${x - from + 1}v1H${from}z`;
    }
  });
  return { size: rows.length, path };
}
