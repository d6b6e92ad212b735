import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const FACES = {
  regular: '400Regular/Tinos_400Regular.ttf',
  bold: '700Bold/Tinos_700Bold.ttf',
  italic: '400Regular_Italic/Tinos_400Regular_Italic.ttf',
  boldItalic: '700Bold_Italic/Tinos_700Bold_Italic.ttf',
} as const;
export type Face = keyof typeof FACES;
export const FACE_NAMES = Object.keys(FACES) as Face[];

/** Tinos has the metrics of Times New Roman, so what is measured with it holds in Word too. */
export function tinos(face: Face): Buffer {
  const require = createRequire(path.resolve('package.json'));
  const folder = path.dirname(require.resolve('@expo-google-fonts/tinos/package.json'));
  return readFileSync(path.join(folder, FACES[face]));
}
