import { addLanguage } from "../element/add-language.ts";
import type { Strings } from "../element/strings.ts";

/** Spanish. */
export const strings: Strings = {
  email: "Correo electrónico",
  send: "Enviar código",
  SendCode: "Enviando…",
  code: "Código",
  verify: "Verificar",
  VerifyCode: "Comprobando…",
  sent: "Hemos enviado un código a {email}.",
  change: "Usar otra dirección",
  resend: "Enviar un código nuevo",
  done: "{email} está verificado.",
  required: "Verifica tu correo electrónico.",
  EMAIL_INVALID: "Escribe una dirección de correo válida.",
  COOLING_DOWN: "Acabamos de enviar un código. Espera a que llegue.",
  LIMITED: "Demasiadas solicitudes. Inténtalo más tarde.",
  DELIVERY_UNKNOWN: "El código puede tardar un poco en llegar.",
  CODE_INCOMPLETE: "Escribe el código completo.",
  CODE_REJECTED: "El código no es correcto. Intentos restantes: {n}.",
  CHALLENGE_EXPIRED: "Ha pasado demasiado tiempo. Pide un código nuevo.",
  CHALLENGE: "El código no es correcto o ya se ha usado. Pide uno nuevo.",
  UNREACHABLE: "Sin conexión. Inténtalo de nuevo.",
  INTERNAL: "Algo ha fallado. Inténtalo más tarde.",
};

addLanguage("es", strings);
