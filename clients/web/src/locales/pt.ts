import { addLanguage } from "../element/add-language.ts";
import type { Strings } from "../element/strings.ts";

/** Portuguese. */
export const strings: Strings = {
  email: "E-mail",
  send: "Enviar código",
  SendCode: "Enviando…",
  code: "Código",
  verify: "Verificar",
  VerifyCode: "Verificando…",
  sent: "Enviamos um código para {email}.",
  change: "Usar outro endereço",
  resend: "Enviar novo código",
  done: "{email} foi verificado.",
  required: "Verifique seu e-mail.",
  EMAIL_INVALID: "Digite um endereço de e-mail válido.",
  COOLING_DOWN: "Um código acabou de ser enviado. Aguarde a chegada.",
  LIMITED: "Muitas solicitações. Tente novamente mais tarde.",
  DELIVERY_UNKNOWN: "O código pode demorar um pouco para chegar.",
  CODE_INCOMPLETE: "Digite o código completo.",
  CODE_REJECTED: "O código está incorreto. Tentativas restantes: {n}.",
  CHALLENGE_EXPIRED: "Demorou demais. Peça um novo código.",
  CHALLENGE: "O código está incorreto ou já foi usado. Peça um novo.",
  UNREACHABLE: "Sem conexão. Tente novamente.",
  INTERNAL: "Algo deu errado. Tente novamente mais tarde.",
};

addLanguage("pt", strings);
