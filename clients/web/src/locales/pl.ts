import { addLanguage } from "../element/add-language.ts";
import type { Strings } from "../element/strings.ts";

/** Polish. */
export const strings: Strings = {
  email: "E-mail",
  send: "Wyślij kod",
  SendCode: "Wysyłanie…",
  code: "Kod",
  verify: "Zweryfikuj",
  VerifyCode: "Sprawdzanie…",
  sent: "Wysłaliśmy kod na adres {email}.",
  change: "Użyj innego adresu",
  resend: "Wyślij nowy kod",
  done: "Adres {email} jest zweryfikowany.",
  required: "Zweryfikuj swój adres e-mail.",
  EMAIL_INVALID: "Wpisz prawidłowy adres e-mail.",
  COOLING_DOWN: "Kod został przed chwilą wysłany. Poczekaj na niego.",
  LIMITED: "Zbyt wiele prób. Spróbuj ponownie później.",
  DELIVERY_UNKNOWN: "Kod może dotrzeć z opóźnieniem.",
  CODE_INCOMPLETE: "Wpisz cały kod.",
  CODE_REJECTED: "Kod jest nieprawidłowy. Pozostałe próby: {n}.",
  CHALLENGE_EXPIRED: "Minęło zbyt dużo czasu. Poproś o nowy kod.",
  CHALLENGE: "Kod jest nieprawidłowy lub został już użyty. Poproś o nowy.",
  UNREACHABLE: "Brak połączenia. Spróbuj ponownie.",
  INTERNAL: "Coś poszło nie tak. Spróbuj ponownie później.",
};

addLanguage("pl", strings);
