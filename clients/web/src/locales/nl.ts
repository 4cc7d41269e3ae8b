import { addLanguage } from "../element/add-language.ts";
import type { Strings } from "../element/strings.ts";

/** Dutch. */
export const strings: Strings = {
  email: "E-mail",
  send: "Code sturen",
  SendCode: "Bezig met sturen…",
  code: "Code",
  verify: "Bevestigen",
  VerifyCode: "Bezig met controleren…",
  sent: "We hebben een code gestuurd naar {email}.",
  change: "Ander adres gebruiken",
  resend: "Nieuwe code sturen",
  done: "{email} is bevestigd.",
  required: "Bevestig je e-mailadres.",
  EMAIL_INVALID: "Vul een geldig e-mailadres in.",
  COOLING_DOWN: "Er is net een code gestuurd. Wacht tot die aankomt.",
  LIMITED: "Te veel verzoeken. Probeer het later opnieuw.",
  DELIVERY_UNKNOWN: "Het kan even duren voor de code aankomt.",
  CODE_INCOMPLETE: "Vul de hele code in.",
  CODE_REJECTED: "Die code klopt niet. Resterende pogingen: {n}.",
  CHALLENGE_EXPIRED: "Dat duurde te lang. Vraag een nieuwe code aan.",
  CHALLENGE: "Die code klopt niet of is al gebruikt. Vraag een nieuwe aan.",
  UNREACHABLE: "Geen verbinding. Probeer het opnieuw.",
  INTERNAL: "Er ging iets mis. Probeer het later opnieuw.",
};

addLanguage("nl", strings);
