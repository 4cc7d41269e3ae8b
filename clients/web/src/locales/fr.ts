import { addLanguage } from "../element/add-language.ts";
import type { Strings } from "../element/strings.ts";

/** French. */
export const strings: Strings = {
  email: "E-mail",
  send: "Envoyer le code",
  SendCode: "Envoi…",
  code: "Code",
  verify: "Vérifier",
  VerifyCode: "Vérification…",
  sent: "Nous avons envoyé un code à {email}.",
  change: "Utiliser une autre adresse",
  resend: "Envoyer un nouveau code",
  done: "{email} est vérifié.",
  required: "Veuillez vérifier votre adresse e-mail.",
  EMAIL_INVALID: "Veuillez saisir une adresse e-mail valide.",
  COOLING_DOWN: "Un code vient d’être envoyé. Veuillez l’attendre.",
  LIMITED: "Trop de demandes. Veuillez réessayer plus tard.",
  DELIVERY_UNKNOWN: "Le code peut mettre un moment à arriver.",
  CODE_INCOMPLETE: "Veuillez saisir le code en entier.",
  CODE_REJECTED: "Ce code n’est pas correct. Essais restants : {n}.",
  CHALLENGE_EXPIRED: "Le délai est dépassé. Veuillez demander un nouveau code.",
  CHALLENGE: "Ce code n’est pas correct ou a déjà été utilisé. Veuillez en demander un nouveau.",
  UNREACHABLE: "Pas de connexion. Veuillez réessayer.",
  INTERNAL: "Une erreur s’est produite. Veuillez réessayer plus tard.",
};

addLanguage("fr", strings);
