import { addLanguage } from "../element/add-language.ts";
import type { Strings } from "../element/strings.ts";

/** German. */
export const strings: Strings = {
  email: "E-Mail",
  send: "Code senden",
  SendCode: "Wird gesendet …",
  code: "Code",
  verify: "Bestätigen",
  VerifyCode: "Wird geprüft …",
  sent: "Wir haben einen Code an {email} geschickt.",
  change: "Andere Adresse verwenden",
  resend: "Neuen Code senden",
  done: "{email} ist bestätigt.",
  required: "Bitte bestätigen Sie Ihre E-Mail-Adresse.",
  EMAIL_INVALID: "Bitte geben Sie eine gültige E-Mail-Adresse ein.",
  COOLING_DOWN: "Ein Code wurde gerade erst verschickt. Bitte warten Sie darauf.",
  LIMITED: "Zu viele Anfragen. Bitte versuchen Sie es später noch einmal.",
  DELIVERY_UNKNOWN: "Es kann etwas dauern, bis der Code ankommt.",
  CODE_INCOMPLETE: "Bitte geben Sie den ganzen Code ein.",
  CODE_REJECTED: "Dieser Code stimmt nicht. Verbleibende Versuche: {n}.",
  CHALLENGE_EXPIRED: "Das hat zu lange gedauert. Bitte fordern Sie einen neuen Code an.",
  CHALLENGE: "Dieser Code stimmt nicht oder wurde schon verwendet. Bitte fordern Sie einen neuen an.",
  UNREACHABLE: "Keine Verbindung. Bitte versuchen Sie es noch einmal.",
  INTERNAL: "Etwas ist schiefgegangen. Bitte versuchen Sie es später noch einmal.",
};

addLanguage("de", strings);
