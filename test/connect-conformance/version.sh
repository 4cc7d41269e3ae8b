# The release of Connect's conformance suite that the service is judged by.
conformance_version=v1.0.7
