"""Workers in new forms of employment: projects, funds, contracts, the remote clinic."""

import pandas as pd

from metrics.combine import ratio_table
from metrics.figures import Figures, reported

REACHED = ("workers_covered", "health_service_users", "screening_beneficiaries")


def funds_by_programme(figures: Figures) -> pd.DataFrame:
    """Show the funds of each programme side by side, as reported, in 元.

    Funds invested and a budget set up stand beside each other and are never summed.
    """
    return reported(figures, indicator=("funds_invested", "subsidy_budget"))


def projects(figures: Figures) -> pd.DataFrame:
    """Show the service projects, as reported, in 个."""
    return reported(figures, indicator="service_projects")


def people_reached(figures: Figures) -> pd.DataFrame:
    """Show the people covered or served by each measure, as reported, in 人.

    The groups may overlap and are not summed.
    """
    return reported(figures, indicator=REACHED)


def workers_per_contract(figures: Figures) -> pd.DataFrame:
    """Give the workers covered per collective contract, in 人/份."""
    return ratio_table(figures, "workers_covered", "collective_contracts")


def funds_per_person_served(figures: Figures) -> pd.DataFrame:
    """Give the clinic's funds per person offered its services, in 元/人."""
    return ratio_table(figures, "funds_invested", "health_service_users")
