<?php

declare(strict_types=1);

namespace NoPass\Tests;

/** A service that gives one scripted answer after the other, the last for ever. */
final class FakeNoPass
{
    public readonly string $url;
    private readonly string $folder;

    /** @var resource */
    private $process;

    /** @param list<array<string, mixed>> $answers */
    public function __construct(array $answers)
    {
        $this->folder = sys_get_temp_dir() . '/nopass-' . bin2hex(random_bytes(8));
        mkdir($this->folder, 0700);
        file_put_contents("$this->folder/answers", json_encode($answers));
        file_put_contents("$this->folder/asked", '');
        $probe = stream_socket_server('tcp://127.0.0.1:0');
        $address = stream_socket_get_name($probe, false);
        fclose($probe);
        $this->url = "http://$address";
        $command = [PHP_BINARY, '-S', $address, __DIR__ . '/fake.php'];
        $quiet = ['file', '/dev/null', 'w'];
        $this->process = proc_open($command, [1 => $quiet, 2 => $quiet], $pipes, null, ['FAKE_FOLDER' => $this->folder]);
        for ($tries = 0; $tries < 200 && !($socket = @stream_socket_client("tcp://$address")); $tries += 1) {
            usleep(10_000);
        }
        fclose($socket);
    }

    /** @return list<array{path: string, key: ?string, body: string}> */
    public function asked(): array
    {
        return array_map(static fn (string $line) => json_decode($line, true), file("$this->folder/asked"));
    }

    public function close(): void
    {
        proc_terminate($this->process);
        proc_close($this->process);
        array_map(unlink(...), glob("$this->folder/*"));
        rmdir($this->folder);
    }
}
