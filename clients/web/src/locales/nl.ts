import { addLanguage } from "../element/languages.ts";
import type { Strings } from "../element/strings.ts";

/** Dutch. */
export const strings: Strings = {
  email: "E-mail",
  send: "Code sturen",
  sending: "Bezig met sturen…",
  code: "Code",
  verify: "Bevestigen",
  verifying: "Bezig met controleren…",
  sent: "We hebben een code gestuurd naar {email}.",
  change: "Ander adres gebruiken",
  resend: "Nieuwe code sturen",
  resendIn: "Nieuwe code over {time}",
  done: "{email} is bevestigd.",
  required: "Bevestig je e-mailadres.",
  incomplete: "Vul de hele code in.",
  EMAIL_INVALID: "Vul een geldig e-mailadres in.",
  COOLING_DOWN: "Er is net een code gestuurd. Wacht tot die aankomt.",
  ADDRESS_LIMITED: "Te veel verzoeken. Probeer het later opnieuw.",
  DELIVERY_UNKNOWN: "Het kan even duren voor de code aankomt.",
  CODE_REJECTED: "Die code klopt niet. Resterende pogingen: {n}.",
  CHALLENGE_CLOSED: "Die code klopt niet of is al gebruikt. Vraag een nieuwe aan.",
  CHALLENGE_EXPIRED: "Dat duurde te lang. Vraag een nieuwe code aan.",
  UNREACHABLE: "Geen verbinding. Probeer het opnieuw.",
  INTERNAL: "Er ging iets mis. Probeer het later opnieuw.",
};

addLanguage("nl", strings);
