<?php

declare(strict_types=1);

namespace NoPass;

/** What codes are made of: with base32 a numeric keyboard is not enough. */
enum CodeAlphabet: string
{
    case Digits = 'digits';
    case Base32 = 'base32';
}
