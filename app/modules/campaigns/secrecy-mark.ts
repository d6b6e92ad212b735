/**
 * Whether a text carries a secrecy mark: MẬT, TỐI MẬT, TUYỆT MẬT in capitals, standing alone. Such a text must not be on the
 * platform. Words about secrecy ("bí mật nhà nước", a heading "BẢO VỆ BÍ MẬT") are no mark. It is a net under the person's own
 * attestation, not a replacement for it.
 */
export function hasSecrecyMark(text: string): boolean {
  return /(?<![\p{L}\p{M}])(?<!B[ÍI]\s)(?<!BẢO\s)(?:TUYỆT\s+|TỐI\s+)?MẬT(?![\p{L}\p{M}])/u.test(text.normalize('NFC'));
}
