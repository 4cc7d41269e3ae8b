<?php

declare(strict_types=1);

namespace NoPass\Receipt;

/** Says that no nonce was given to sendCode. Not null: a session that has lost its nonce does not switch the check off. */
enum Nonce
{
    case None;
}
