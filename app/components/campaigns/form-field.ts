/** What conform tells about one field of text, as the field groups here need it. */
export interface FormField {
  id: string;
  key: string | undefined;
  initialValue?: string | undefined;
  errors?: string[] | undefined;
}
