<?php

declare(strict_types=1);

namespace NoPass\Internal;

/** @internal Reads the JSON of an answer. A default is left out on the wire; what has another type is not understood. */
final readonly class Answer
{
    private \stdClass $fields;

    /** @throws \UnexpectedValueException */
    public function __construct(#[\SensitiveParameter] string $json)
    {
        $fields = json_decode($json, false, 32);
        $this->fields = $fields instanceof \stdClass
            ? $fields
            : throw new \UnexpectedValueException('the answer is no JSON object');
    }

    public function text(string $name): string
    {
        $value = $this->fields->$name ?? '';
        return is_string($value) ? $value : throw self::strange($name);
    }

    public function count(string $name): int
    {
        $value = $this->fields->$name ?? 0;
        return is_int($value) ? $value : throw self::strange($name);
    }

    public function flag(string $name): bool
    {
        $value = $this->fields->$name ?? false;
        return is_bool($value) ? $value : throw self::strange($name);
    }

    public function instant(string $name): \DateTimeImmutable
    {
        $pattern = '/\A(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)\z/';
        if (preg_match($pattern, $this->text($name), $parts) !== 1) {
            throw self::strange($name);
        }
        // PHP counts microseconds, and the wire nanoseconds.
        $microseconds = substr(str_pad($parts[2], 6, '0'), 0, 6);
        $instant = \DateTimeImmutable::createFromFormat('Y-m-d\TH:i:s.uP', "$parts[1].$microseconds$parts[3]");
        return $instant ?: throw self::strange($name);
    }

    private static function strange(string $name): \UnexpectedValueException
    {
        return new \UnexpectedValueException("the answer's $name is missing or of another type");
    }
}
