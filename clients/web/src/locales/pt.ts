import { addLanguage } from "../element/languages.ts";
import type { Strings } from "../element/strings.ts";

/** Portuguese. */
export const strings: Strings = {
  email: "E-mail",
  send: "Enviar código",
  sending: "Enviando…",
  code: "Código",
  verify: "Verificar",
  verifying: "Verificando…",
  sent: "Enviamos um código para {email}.",
  change: "Usar outro endereço",
  resend: "Enviar novo código",
  resendIn: "Novo código em {time}",
  done: "{email} foi verificado.",
  required: "Verifique seu e-mail.",
  incomplete: "Digite o código completo.",
  EMAIL_INVALID: "Digite um endereço de e-mail válido.",
  COOLING_DOWN: "Um código acabou de ser enviado. Aguarde a chegada.",
  ADDRESS_LIMITED: "Muitas solicitações. Tente novamente mais tarde.",
  DELIVERY_UNKNOWN: "O código pode demorar um pouco para chegar.",
  CODE_REJECTED: "O código está incorreto. Tentativas restantes: {n}.",
  CHALLENGE_CLOSED: "O código está incorreto ou já foi usado. Peça um novo.",
  CHALLENGE_EXPIRED: "Demorou demais. Peça um novo código.",
  UNREACHABLE: "Sem conexão. Tente novamente.",
  INTERNAL: "Algo deu errado. Tente novamente mais tarde.",
};

addLanguage("pt", strings);
