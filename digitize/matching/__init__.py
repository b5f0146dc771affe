"""Why a paper and a dossier are linked."""
