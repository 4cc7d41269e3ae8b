import type { Messages } from "./messages.ts";

export const fr: Messages = {
  dir: "ltr",
  subject: "{{code}} est votre code {{brand}}",
  title: "Votre code {{brand}}",
  preview: "Valable {{duration}}, uniquement sur {{host}}.",
  intros: {
    "sign-in": "Utilisez ce code pour vous connecter à {{brand}} :",
    "sign-up": "Utilisez ce code pour créer votre compte {{brand}} :",
    "confirm-email": "Utilisez ce code pour confirmer votre adresse e-mail auprès de {{brand}} :",
    "change-email": "Utilisez ce code pour confirmer votre nouvelle adresse e-mail auprès de {{brand}} :",
    "reset-password": "Utilisez ce code pour réinitialiser votre mot de passe {{brand}} :",
    "delete-account": "Utilisez ce code pour supprimer votre compte {{brand}} :",
    other: "Utilisez ce code sur {{brand}} pour « {{purpose}} » :",
  },
  place: "Demandé dans : {{place}}",
  validity: "Il est valable {{duration}}.",
  warning: "Ne le saisissez que sur {{host}}. Nous ne le demandons jamais par téléphone ni par message.",
  ignore: "Si vous n’avez pas demandé ce code, ignorez simplement cet e-mail. Il ne se passera rien.",
  units: {
    second: { one: "# seconde", other: "# secondes" },
    minute: { one: "# minute", other: "# minutes" },
    hour: { one: "# heure", other: "# heures" },
  },
};
