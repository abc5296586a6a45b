"""Operations of a Vantrexia host: deploys, smoke tests, backups, and the embedded servers for development."""
