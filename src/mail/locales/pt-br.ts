import type { Messages } from "./messages.ts";

export const ptBr: Messages = {
  dir: "ltr",
  subject: "{{code}} é o seu código {{brand}}",
  title: "Seu código {{brand}}",
  preview: "Válido por {{duration}}, somente em {{host}}.",
  intros: {
    "sign-in": "Use este código para entrar na sua conta {{brand}}:",
    "sign-up": "Use este código para criar sua conta {{brand}}:",
    "confirm-email": "Use este código para confirmar seu e-mail em {{brand}}:",
    "change-email": "Use este código para confirmar seu novo e-mail em {{brand}}:",
    "reset-password": "Use este código para redefinir sua senha {{brand}}:",
    "delete-account": "Use este código para excluir sua conta {{brand}}:",
    other: "Use este código em {{brand}} para “{{purpose}}”:",
  },
  place: "Solicitado em: {{place}}",
  validity: "O código é válido por {{duration}}.",
  warning: "Digite-o somente em {{host}}. Nunca pedimos este código por telefone ou mensagem.",
  ignore: "Se você não pediu este código, pode ignorar este e-mail. Nada vai acontecer.",
  units: {
    second: { one: "# segundo", other: "# segundos" },
    minute: { one: "# minuto", other: "# minutos" },
    hour: { one: "# hora", other: "# horas" },
  },
};
