<?php

declare(strict_types=1);

namespace NoPass\Receipt;

/** What a receipt is refused with: look at `reason`. Nothing of the receipt is in it: it can be logged whole. */
final class ReceiptException extends \RuntimeException
{
    public function __construct(public readonly ReceiptReason $reason, ?\Throwable $previous = null)
    {
        parent::__construct("{$reason->value}: {$reason->text()}", 0, $previous);
    }
}
