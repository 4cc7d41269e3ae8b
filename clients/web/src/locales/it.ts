import { addLanguage } from "../element/add-language.ts";
import type { Strings } from "../element/strings.ts";

/** Italian. */
export const strings: Strings = {
  email: "Email",
  send: "Invia il codice",
  SendCode: "Invio…",
  code: "Codice",
  verify: "Verifica",
  VerifyCode: "Verifica in corso…",
  sent: "Abbiamo inviato un codice a {email}.",
  change: "Usa un altro indirizzo",
  resend: "Invia un nuovo codice",
  done: "{email} è verificato.",
  required: "Verifica il tuo indirizzo email.",
  EMAIL_INVALID: "Inserisci un indirizzo email valido.",
  COOLING_DOWN: "Un codice è appena stato inviato. Attendi che arrivi.",
  LIMITED: "Troppe richieste. Riprova più tardi.",
  DELIVERY_UNKNOWN: "Il codice potrebbe tardare un po’.",
  CODE_INCOMPLETE: "Inserisci il codice completo.",
  CODE_REJECTED: "Il codice non è corretto. Tentativi rimasti: {n}.",
  CHALLENGE_EXPIRED: "È passato troppo tempo. Richiedi un nuovo codice.",
  CHALLENGE: "Il codice non è corretto o è già stato usato. Richiedine uno nuovo.",
  UNREACHABLE: "Nessuna connessione. Riprova.",
  INTERNAL: "Qualcosa è andato storto. Riprova più tardi.",
};

addLanguage("it", strings);
