import { createContext, useContext } from 'react';

/** The script nonce of this response; empty in the browser, where it is not needed again. */
export const NonceContext = createContext('');
export const useNonce = () => useContext(NonceContext);
