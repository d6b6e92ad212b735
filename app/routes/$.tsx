import { notFound } from '~/platform/errors';

/** Whatever no route knows: the same answer as for what one may not see. */
export function loader(): never {
  throw notFound();
}

export function action(): never {
  throw notFound();
}

export default function Nothing() {
  return null;
}
