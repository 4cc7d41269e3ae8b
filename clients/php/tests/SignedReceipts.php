<?php

declare(strict_types=1);

namespace NoPass\Tests;

/** Receipts as a service signs them at noon, by a key of its own. */
final readonly class SignedReceipts
{
    public const NOON = 1_780_315_200;
    public const ISSUER = 'https://nopass.example';

    /** @var array<string, string> the public key */
    public array $jwk;
    private string $secretKey;

    public function __construct()
    {
        $pair = sodium_crypto_sign_keypair();
        $this->secretKey = sodium_crypto_sign_secretkey($pair);
        $x = self::encode(sodium_crypto_sign_publickey($pair));
        $this->jwk = ['kty' => 'OKP', 'crv' => 'Ed25519', 'kid' => 'ed-1', 'x' => $x];
    }

    /** One that is right but for what is said otherwise. */
    public function receipt(array $claims = [], array $header = []): string
    {
        $header += ['alg' => 'EdDSA', 'kid' => 'ed-1', 'typ' => 'nopass-receipt+jwt'];
        $claims += [
            'iss' => self::ISSUER, 'aud' => 'acme', 'sub' => 's', 'email' => 'ada@example.com', 'email_verified' => true,
            'purpose' => 'sign-in', 'amr' => ['otp'], 'auth_time' => self::NOON, 'iat' => self::NOON,
            'exp' => self::NOON + 300, 'jti' => 'j',
        ];
        $input = self::encode($header) . '.' . self::encode($claims);
        return "$input." . self::encode(sodium_crypto_sign_detached($input, $this->secretKey));
    }

    private static function encode(string|array $value): string
    {
        return rtrim(strtr(base64_encode(is_array($value) ? json_encode($value) : $value), '+/', '-_'), '=');
    }
}
