export const PT_PER_MM = 72 / 25.4;
export const mm = (millimetres: number): number => millimetres * PT_PER_MM;
/** Twentieths of a point, Word's unit. */
export const twips = (points: number): number => Math.round(points * 20);
export const mmTwips = (millimetres: number): number => twips(mm(millimetres));
