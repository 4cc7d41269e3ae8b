<?php

declare(strict_types=1);

namespace NoPass\Tests;

/** The examples of README.md. */
final class Readme
{
    /** @return list<string> without the tag that opens PHP */
    public static function blocks(): array
    {
        preg_match_all('/^```php\n(.*?)^```$/ms', file_get_contents(__DIR__ . '/../README.md'), $found);
        return array_map(static fn (string $block) => preg_replace('/^<\?php\s+/', '', $block), $found[1]);
    }
}
