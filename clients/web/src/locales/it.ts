import { addLanguage } from "../element/languages.ts";
import type { Strings } from "../element/strings.ts";

/** Italian. */
export const strings: Strings = {
  email: "Email",
  send: "Invia il codice",
  sending: "Invio…",
  code: "Codice",
  verify: "Verifica",
  verifying: "Verifica in corso…",
  sent: "Abbiamo inviato un codice a {email}.",
  change: "Usa un altro indirizzo",
  resend: "Invia un nuovo codice",
  resendIn: "Nuovo codice tra {time}",
  done: "{email} è verificato.",
  required: "Verifica il tuo indirizzo email.",
  incomplete: "Inserisci il codice completo.",
  EMAIL_INVALID: "Inserisci un indirizzo email valido.",
  COOLING_DOWN: "Un codice è appena stato inviato. Attendi che arrivi.",
  ADDRESS_LIMITED: "Troppe richieste. Riprova più tardi.",
  DELIVERY_UNKNOWN: "Il codice potrebbe tardare un po’.",
  CODE_REJECTED: "Il codice non è corretto. Tentativi rimasti: {n}.",
  CHALLENGE_CLOSED: "Il codice non è corretto o è già stato usato. Richiedine uno nuovo.",
  CHALLENGE_EXPIRED: "È passato troppo tempo. Richiedi un nuovo codice.",
  UNREACHABLE: "Nessuna connessione. Riprova.",
  INTERNAL: "Qualcosa è andato storto. Riprova più tardi.",
};

addLanguage("it", strings);
