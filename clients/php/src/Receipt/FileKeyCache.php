<?php

declare(strict_types=1);

namespace NoPass\Receipt;

/** Keeps keys in files of a folder that only this program may write to: never the shared folder for temporary files. */
final readonly class FileKeyCache implements KeyCache
{
    public function __construct(private string $folder)
    {
        if (!is_dir($folder) || !is_writable($folder)) {
            throw new \InvalidArgumentException('the folder of the key cache is missing or cannot be written to');
        }
    }

    public function read(string $url): ?string
    {
        $file = $this->fileOf($url);
        $state = is_file($file) ? @file_get_contents($file) : false;
        return $state === false ? null : $state;
    }

    public function write(string $url, string $state): void
    {
        // At once, so that nobody reads half a key set.
        $fresh = tempnam($this->folder, 'keys');
        if ($fresh !== false && file_put_contents($fresh, $state) === strlen($state)) {
            rename($fresh, $this->fileOf($url));
        }
    }

    private function fileOf(string $url): string
    {
        return $this->folder . '/nopass-' . hash('sha256', $url) . '.json';
    }
}
