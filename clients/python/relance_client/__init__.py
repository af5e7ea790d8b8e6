"""Relance's HTTP API from Python."""

from relance_client.client import Relance
from relance_client.paths import path_id
from relance_client.problem import FieldProblem, ImportTimeout, Problem

__all__ = ["FieldProblem", "ImportTimeout", "Problem", "Relance", "path_id"]
