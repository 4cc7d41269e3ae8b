<?php

declare(strict_types=1);

namespace NoPass\Internal;

/** @internal Reads the wire format of Protocol Buffers, as much of it as error details need. */
final class Protobuf
{
    /**
     * Reads a message as its fields, each with all its values in order: ints for varints, texts for the rest.
     *
     * @return array<int, list<int|string>>
     * @throws \UnexpectedValueException
     */
    public static function read(string $bytes): array
    {
        $fields = [];
        for ($at = 0; $at < strlen($bytes);) {
            $tag = self::varint($bytes, $at);
            $fields[$tag >> 3][] = match ($tag & 7) {
                0 => self::varint($bytes, $at),
                1 => self::take($bytes, $at, 8),
                2 => self::take($bytes, $at, self::varint($bytes, $at)),
                5 => self::take($bytes, $at, 4),
                default => throw new \UnexpectedValueException('an error detail has a field of an unknown kind'),
            };
        }
        return $fields;
    }

    private static function varint(string $bytes, int &$at): int
    {
        $value = 0;
        for ($shift = 0; $shift < 70; $shift += 7) {
            $byte = ord(self::take($bytes, $at, 1));
            $value |= $shift < 64 ? ($byte & 0x7f) << $shift : 0;
            if ($byte < 0x80) {
                return $value;
            }
        }
        throw new \UnexpectedValueException('an error detail has a number that is too long');
    }

    private static function take(string $bytes, int &$at, int $count): string
    {
        if ($count < 0 || $count > strlen($bytes) - $at) {
            throw new \UnexpectedValueException('an error detail is cut short');
        }
        $at += $count;
        return substr($bytes, $at - $count, $count);
    }
}
