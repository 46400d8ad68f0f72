from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class PartnersConfig(AppConfig):
    name = "partners"
    verbose_name = "Partners, regions and events"
    default = True


class WorkspaceConfig(admin_apps.AdminConfig):
    default_site = "partners.workspace.WorkspaceSite"
    default = False
